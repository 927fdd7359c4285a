// The page's words in English and Chinese.

const WORDS = {
  en: {
    skip: 'Skip to the question', clear: 'Clear', settings: 'Settings', otherLanguage: '中文', theme: 'Dark theme',
    pictures: 'Pictures', allPictures: 'All pictures', conversation: 'Conversation',
    dropHint: 'Drop a picture here, paste one, or', choose: 'Choose pictures',
    pictureHelp: 'Picture with boxes. Enter: mark a region. Arrows move it, Shift and arrows resize it, Enter uses it, Escape drops it.',
    pictureHint: 'Drag over the picture to ask about a region. Click a box to copy its coordinates.',
    question: 'Your question', questionHint: 'Ask about the picture…  (Enter sends, Shift+Enter breaks the line)',
    add: 'Add picture', regenerate: 'Regenerate', stop: 'Stop', send: 'Send', done: 'Done',
    system: 'System text', temperature: 'Temperature (0: always the most likely)', topP: 'Top p', maxTokens: 'Most tokens of an answer',
    seed: 'Seed (empty: random)', key: 'API key', settingsHint: 'What is empty is left to the model. The key stays in this tab.',
    copied: 'Copied', picture: 'Picture', region: 'region', notPicture: 'This is not a picture', tooMany: 'At most 8 pictures',
    failed: 'No answer', stopped: 'Stopped', needKey: 'This server wants an API key: see Settings', user: 'You', assistant: 'Answer',
    tokens: (usage, seconds) => `${usage.completion_tokens} tokens · ${seconds.toFixed(1)} s · ${usage.prompt_tokens_details.cached_tokens} of ${usage.prompt_tokens} prompt tokens reused`,
    suggestions: ['Describe this picture.', 'What objects are there? Show me where.', 'Find the largest object.'],
  },
  zh: {
    skip: '跳到提问', clear: '清空', settings: '设置', otherLanguage: 'English', theme: '深色主题',
    pictures: '图片', allPictures: '所有图片', conversation: '对话',
    dropHint: '把图片拖到这里、粘贴，或', choose: '选择图片',
    pictureHelp: '带框的图片。回车：标出区域；方向键移动，Shift 加方向键调整大小，回车使用，Esc 取消。',
    pictureHint: '在图片上拖动以询问一个区域。点击方框可复制坐标。',
    question: '你的问题', questionHint: '就图片提问……（回车发送，Shift+回车换行）',
    add: '添加图片', regenerate: '重新生成', stop: '停止', send: '发送', done: '完成',
    system: '系统提示', temperature: '温度（0：总取最可能的）', topP: 'Top p', maxTokens: '回答的最多词元数',
    seed: '随机种子（空：随机）', key: 'API 密钥', settingsHint: '留空则由模型决定。密钥只保存在此标签页。',
    copied: '已复制', picture: '图片', region: '区域', notPicture: '这不是图片', tooMany: '最多 8 张图片',
    failed: '没有回答', stopped: '已停止', needKey: '此服务器需要 API 密钥，请见设置', user: '你', assistant: '回答',
    tokens: (usage, seconds) => `${usage.completion_tokens} 个词元 · ${seconds.toFixed(1)} 秒 · 提示 ${usage.prompt_tokens} 个词元中复用 ${usage.prompt_tokens_details.cached_tokens} 个`,
    suggestions: ['描述这张图片。', '图中有哪些物体？请框出来。', '找出最大的物体。'],
  },
};

let language = localStorage.getItem('language') || (navigator.language.startsWith('zh') ? 'zh' : 'en');

export const word = name => WORDS[language][name];

export function switchLanguage() {
  language = language === 'en' ? 'zh' : 'en';
  localStorage.setItem('language', language);
}

/** Writes the words of the current language into the page. */
export function applyWords() {
  document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en';
  for (const element of document.querySelectorAll('[data-word]')) element.textContent = word(element.dataset.word);
  for (const element of document.querySelectorAll('[data-word-label]')) element.setAttribute('aria-label', word(element.dataset.wordLabel));
  for (const element of document.querySelectorAll('[data-word-placeholder]')) element.placeholder = word(element.dataset.wordPlaceholder);
}
